using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Told",
                table: "Suspensions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ExamReminderRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RoundInstitutionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Reached = table.Column<Guid>(type: "TEXT", nullable: false),
                    Told = table.Column<int>(type: "INTEGER", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "TEXT", nullable: true)
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
