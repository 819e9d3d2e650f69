using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ExamRemindersAndSuspensions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "ActId",
                table: "Suspensions",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Told",
                table: "Suspensions",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ExamReminderRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundInstitutionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reached = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Told = table.Column<int>(type: "int", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExamReminderRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExamReminderRuns_RoundInstitutions_RoundInstitutionId",
                        column: x => x.RoundInstitutionId,
                        principalTable: "RoundInstitutions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Suspensions_ActId",
                table: "Suspensions",
                column: "ActId");

            migrationBuilder.CreateIndex(
                name: "IX_ExamReminderRuns_RoundInstitutionId_Kind_Day",
                table: "ExamReminderRuns",
                columns: new[] { "RoundInstitutionId", "Kind", "Day" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ExamReminderRuns");

            migrationBuilder.DropIndex(
                name: "IX_Suspensions_ActId",
                table: "Suspensions");

            migrationBuilder.DropColumn(
                name: "ActId",
                table: "Suspensions");

            migrationBuilder.DropColumn(
                name: "Told",
                table: "Suspensions");
        }
    }
}
