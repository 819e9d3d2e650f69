using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class RemindersAndNoticeTexts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "SubjectId",
                table: "OutboxMessages",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "WaitsForMorning",
                table: "OutboxMessages",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "NoticeTexts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Template = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Body = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NoticeTexts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReminderRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundInstitutionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Deadline = table.Column<DateTime>(type: "datetime2", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reached = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Told = table.Column<int>(type: "int", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReminderRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReminderRuns_RoundInstitutions_RoundInstitutionId",
                        column: x => x.RoundInstitutionId,
                        principalTable: "RoundInstitutions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_RoundId_InstitutionCode_State_Id",
                table: "Registrations",
                columns: new[] { "RoundId", "InstitutionCode", "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_NoticeTexts_Template_Number",
                table: "NoticeTexts",
                columns: new[] { "Template", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReminderRuns_RoundInstitutionId_Kind_Deadline",
                table: "ReminderRuns",
                columns: new[] { "RoundInstitutionId", "Kind", "Deadline" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "NoticeTexts");

            migrationBuilder.DropTable(
                name: "ReminderRuns");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_RoundId_InstitutionCode_State_Id",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "SubjectId",
                table: "OutboxMessages");

            migrationBuilder.DropColumn(
                name: "WaitsForMorning",
                table: "OutboxMessages");
        }
    }
}
