using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ExamPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "CopiedFrom",
                table: "RoundInstitutions",
                type: "nvarchar(8)",
                maxLength: 8,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "State",
                table: "RoundInstitutions",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Published");

            migrationBuilder.AddColumn<string>(
                name: "ToCheck",
                table: "RoundInstitutions",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "None");

            migrationBuilder.AddColumn<string>(
                name: "CopiedFrom",
                table: "ExamRounds",
                type: "nvarchar(8)",
                maxLength: 8,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "State",
                table: "ExamRounds",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Published");

            migrationBuilder.AddColumn<string>(
                name: "ToCheck",
                table: "ExamRounds",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "None");

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "ExamRounds",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "PlanCorrections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Why = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Changes = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Live = table.Column<int>(type: "int", nullable: false),
                    Paid = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlanCorrections", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PlanCorrections_ExamRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "ExamRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PolicyFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundInstitutionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Size = table.Column<int>(type: "int", nullable: false),
                    File = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PolicyFiles_RoundInstitutions_RoundInstitutionId",
                        column: x => x.RoundInstitutionId,
                        principalTable: "RoundInstitutions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PlanCorrections_RoundId_InstitutionCode_At",
                table: "PlanCorrections",
                columns: new[] { "RoundId", "InstitutionCode", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_PolicyFiles_RoundInstitutionId_Number",
                table: "PolicyFiles",
                columns: new[] { "RoundInstitutionId", "Number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PlanCorrections");

            migrationBuilder.DropTable(
                name: "PolicyFiles");

            migrationBuilder.DropColumn(
                name: "CopiedFrom",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "State",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "ToCheck",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "CopiedFrom",
                table: "ExamRounds");

            migrationBuilder.DropColumn(
                name: "State",
                table: "ExamRounds");

            migrationBuilder.DropColumn(
                name: "ToCheck",
                table: "ExamRounds");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "ExamRounds");
        }
    }
}
